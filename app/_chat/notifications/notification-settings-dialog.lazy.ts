"use client";

import { lazy } from "@/app/_ui/lazy";

export const NotificationSettingsDialog = lazy(() =>
	import("./notification-settings-dialog").then((module) => module.NotificationSettingsDialog),
);
