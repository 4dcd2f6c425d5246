/** Gives the place where menus, suggestions and cards open a name, as every other part of a page has. It is made with the first. */
export function nameOverlayRegion({ body }: Document): void {
  const observer = new MutationObserver(() => {
    const region = body.querySelector(':scope > .cdk-overlay-container');
    if (!region) return;
    region.setAttribute('role', 'region');
    region.setAttribute('aria-label', $localize`:Where menus and dialogs open:Over the page`);
    observer.disconnect();
  });
  observer.observe(body, { childList: true });
}
