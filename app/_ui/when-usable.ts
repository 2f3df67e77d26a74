let release = () => {};

/** Resolves when the first page of this tab can be read and used. Code that shows nothing until then waits for it. */
export const whenUsable = new Promise<void>((resolve) => {
	release = resolve;
});

/** Called by the part of a page that its user came for. */
export const markUsable = () => release();
