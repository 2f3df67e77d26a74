/** The name, with a number if a role has it already. */
export function freeName(name: string, roles: readonly { name: string }[]): string {
	const taken = new Set(roles.map((role) => role.name.toLowerCase()));
	if (!taken.has(name.toLowerCase())) return name;
	for (let n = 2; ; n++) if (!taken.has(`${name} ${n}`.toLowerCase())) return `${name} ${n}`;
}
