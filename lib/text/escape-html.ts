const special: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** A text as it stands in HTML, also as the value of an attribute. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => special[character] ?? "");
