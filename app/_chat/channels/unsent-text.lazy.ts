"use client";

import { lazy } from "@/app/_ui/lazy";

export const UnsentWords = lazy(() => import("./unsent-text").then((module) => module.UnsentWords));
