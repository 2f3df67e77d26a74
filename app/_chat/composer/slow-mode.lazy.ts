"use client";

import { lazy } from "@/app/_ui/lazy";

export const SlowMode = lazy(() => import("./slow-mode").then((module) => module.SlowMode));
