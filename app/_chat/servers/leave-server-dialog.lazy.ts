"use client";

import { lazy } from "@/app/_ui/lazy";

export const LeaveServerDialog = lazy(() => import("./leave-server-dialog").then((module) => module.LeaveServerDialog));
