/** Tells the script below that the page is awake. */
export const AWAKE = "gatehouse:awake";

/** As text, since it has to be there before any file is: what a button does comes with React, and a click is not sent twice. */
const KEEP = `(() => {
  let early;
  const keep = (event) => {
    const target = event.target.closest("button, input[type=checkbox]");
    if (!target) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    early = target;
    document.documentElement.style.cursor = "progress";
  };
  addEventListener("click", keep, true);
  addEventListener("${AWAKE}", () => {
    removeEventListener("click", keep, true);
    document.documentElement.style.cursor = "";
    if (early && early.isConnected) early.click();
  }, { once: true });
})()`;

/**
 * Keeps the last click that comes before the page is awake, also the one that Enter in a form makes, and does it then.
 * A form would otherwise be sent by the browser itself, and what was typed be lost.
 */
export function EarlyClicks({ nonce }: { nonce: string }) {
  return (
    // Browsers hide the nonce from scripts once they have read it.
    <script nonce={nonce} suppressHydrationWarning>
      {KEEP}
    </script>
  );
}
