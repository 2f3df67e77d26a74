"use client";

import { lazy } from "@/app/_ui/lazy";

export const JoinRequestDialog = lazy(() => import("./join-request-dialog").then((module) => module.JoinRequestDialog));
