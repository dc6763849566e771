"use strict";
/** Any other page: nothing is recognised, nothing is shown, nothing is asked. Comes last. */
afterview.adapters.push({
  name: "none",
  selectors: {},
  needs: { row: [], message: [] },
  recognises: () => true,
  signedOut: () => false,
  user: () => null,
  list: () => null,
  rows: () => [],
  row: () => null,
  badgePlace: () => null,
  message: () => null,
  cardPlace: () => null
});
