/** Whether a header `If-Match` names this state, with or without quotation marks, or any state. */
export const namesState = (ifMatch: string, state: string): boolean =>
	ifMatch.split(",").some((tag) => ["*", state].includes(tag.trim().replace(/^"(.*)"$/, "$1")));
