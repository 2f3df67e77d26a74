"use client";

import { lazy } from "@/app/_ui/lazy";

export const ChannelFormDialog = lazy(() => import("./channel-form-dialog").then((module) => module.ChannelFormDialog));
