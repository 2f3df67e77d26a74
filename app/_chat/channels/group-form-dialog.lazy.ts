"use client";

import { lazy } from "@/app/_ui/lazy";

export const GroupFormDialog = lazy(() => import("./group-form-dialog").then((module) => module.GroupFormDialog));
