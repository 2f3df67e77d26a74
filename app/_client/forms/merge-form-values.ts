/** After a save: the server's value of each field, except those edited during the save. */
export function mergeFormValues<T extends object>(current: T, sent: T, answered: T): T {
	const fields = Object.keys(answered) as (keyof T)[];
	return Object.fromEntries(
		fields.map((field) => [field, current[field] === sent[field] ? answered[field] : current[field]]),
	) as T;
}
