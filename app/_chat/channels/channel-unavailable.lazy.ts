"use client";

import { lazy } from "@/app/_ui/lazy";

export const ChannelUnavailable = lazy(() =>
	import("./channel-unavailable").then((module) => module.ChannelUnavailable),
);
