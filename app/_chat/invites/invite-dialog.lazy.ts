"use client";

import { lazy } from "@/app/_ui/lazy";

export const InviteDialog = lazy(() => import("./invite-dialog").then((module) => module.InviteDialog));
