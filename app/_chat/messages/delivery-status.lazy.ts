"use client";

import { lazy, lazyModule } from "@/app/_ui/lazy";
import { whenUsable } from "@/app/_ui/when-usable";

const code = lazyModule(() => import("./delivery-status"));

export const DeliveryStatus = lazy(() => code.load().then((module) => module.DeliveryStatus));

/** Loads the code when a conversation opens: it is needed first when the connection is gone. */
export const loadDeliveryStatus = () => whenUsable.then(code.load).catch(() => {});
