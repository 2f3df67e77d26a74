/** The address of an account in the API of the administration, or of a part of it. */
export const accountPath = (username: string, part = "") => `/api/admin/users/${encodeURIComponent(username)}${part}`;
