"use client";

import { lazy } from "@/app/_ui/lazy";
import { whenUsable } from "@/app/_ui/when-usable";

const load = () => import("./pending-page").then((module) => module.PendingPage);

export const PendingPage = lazy(load);

// The user's next step may need it.
whenUsable.then(load).catch(() => {});
