/** What went wrong, where no server has put it into words. */
export const problemTexts = {
  title: "That did not work",
  unreachable: "The server cannot be reached. Check your connection, and try again.",
  invalidFields: "Some fields need another look.",
  requestId: "Request",
  copyRequestId: "Copy the request ID",
  close: "Close",
  tooMany: "Too many requests.",
  retryIn(seconds: number): string {
    if (seconds < 90) return `Try again in ${seconds} second${seconds === 1 ? "" : "s"}.`;
    return `Try again in ${Math.ceil(seconds / 60)} minutes.`;
  },
};
