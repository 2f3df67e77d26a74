/** Characters that may be markup wherever they stand, or end a line. */
const marks = /[\p{Cc}*_`~|[\]\\<$@#]/u;
/** The beginning of a list, a quote, or an indent; and blanks at the end, which are not shown. */
const opening = /^(?:\s|[>+-]|\d+[.)])|\s$/;
/** A link, an address without a scheme, or a shortcode; not a time or a decimal number. */
const links = /:(?!\d)\S|:\d[\w+-]*:|\S[.。．｡](?!\d)\S/u;

/** Whether a text is one line that is shown exactly as it was typed, so that it needs no parser. Most messages are. */
export const isPlain = (content: string): boolean =>
	content !== "" && !marks.test(content) && !opening.test(content) && !links.test(content);
