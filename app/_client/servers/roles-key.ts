export const rolesKey = (serverId: number) => `/api/servers/${serverId}/roles`;

export const isRolesKey = (key: unknown): boolean =>
	typeof key === "string" && /^\/api\/servers\/\d+\/roles$/.test(key);
