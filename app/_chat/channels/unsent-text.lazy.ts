"use client";

import { lazy } from "@/app/_ui/lazy";

export const AllUnsentText = lazy(() => import("./unsent-text").then((module) => module.AllUnsentText));
export const UnsentText = lazy(() => import("./unsent-text").then((module) => module.UnsentText));
