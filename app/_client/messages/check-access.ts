import { api } from "../api";

/** Rejects with the server's error if the user has no access to the channel. */
export const checkAccess = (channelId: number): Promise<unknown> =>
	api.get(`/api/channels/${channelId}/messages?limit=1`);
