/** The composers of the page that is open, the latest last: for who is not part of it and has words to put there. */
const fields: ((text: string) => void)[] = [];

export function registerComposer(type: (text: string) => void): () => void {
	fields.push(type);
	return () => void fields.splice(fields.indexOf(type), 1);
}

export const hasComposer = () => fields.length > 0;

export const insertText = (text: string) => fields[0]?.(text);
