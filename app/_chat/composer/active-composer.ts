/** The composers of the open page, the latest last, for other components that insert text. */
const fields: ((text: string) => void)[] = [];

export function registerComposer(type: (text: string) => void): () => void {
	fields.push(type);
	return () => void fields.splice(fields.indexOf(type), 1);
}

export const hasComposer = () => fields.length > 0;

export const insertText = (text: string) => fields[0]?.(text);
