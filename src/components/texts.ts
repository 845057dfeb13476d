/** The words of the components themselves. */
export const componentTexts = {
  copy: "Copy",
  copied: "Copied",
  notCopied: "It could not be copied: select it and copy it by hand.",
  cancel: "Cancel",
  close: "Close",
  show: "Show",
  hide: "Hide",
  showPassword: "Show the password",
  hidePassword: "Hide the password",
  loadMore: "Load more",
  moment: "One moment…",
  rename: "Rename",
  newName: "New name",
  save: "Save",
  request: "Request",
  copyRequestId: "Copy the request ID",
};
