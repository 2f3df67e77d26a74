import { channelInitialData } from "../../channels/channel-page-data";
import { idFrom } from "../../ids";
import { idPlaceholders, type ShellRoute } from "./shell-route";

const address = /^\/servers\/(\d+)\/channels\/(\d+)(?:\/(\d+))?(?:\?.*)?$/;
const [anyServer, anyChannel, anySeq] = idPlaceholders;

/** The page of a channel, for its members. */
export const channelRoute: ShellRoute = (url) => {
	const [, server, channel, message] = address.exec(url) ?? [];
	const [serverId, channelId, seq] = [idFrom(server), idFrom(channel), idFrom(message)];
	if (serverId === null || channelId === null || (message !== undefined && seq === null)) return null;
	return {
		url: `/servers/${anyServer}/channels/${anyChannel}${seq === null ? "" : `/${anySeq}`}`,
		ids: [serverId, channelId, seq],
		load: (viewer) => channelInitialData(viewer, { serverId, channelId, seq }),
	};
};
