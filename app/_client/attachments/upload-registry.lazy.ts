"use client";

import { lazyModule } from "@/app/_ui/lazy";

export const uploadRegistryModule = lazyModule(() => import("./upload-registry"));
