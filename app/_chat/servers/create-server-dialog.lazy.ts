"use client";

import { lazy } from "@/app/_ui/lazy";

export const CreateServerDialog = lazy(() =>
	import("./create-server-dialog").then((module) => module.CreateServerDialog),
);
