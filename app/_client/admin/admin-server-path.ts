/** The address of a server in the API of the administration, or of a part of it. */
export const adminServerPath = (serverId: number, part = "") => `/api/admin/servers/${serverId}${part}`;
