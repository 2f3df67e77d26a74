/** After a save: what the server made of each field, but not over what was typed while the save was on its way. */
export function mergeFormValues<T extends object>(current: T, sent: T, answered: T): T {
	const fields = Object.keys(answered) as (keyof T)[];
	return Object.fromEntries(
		fields.map((field) => [field, current[field] === sent[field] ? answered[field] : current[field]]),
	) as T;
}
