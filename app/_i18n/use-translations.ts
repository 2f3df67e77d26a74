"use client";

import { useTranslations as useCatalogue } from "use-intl/react";
import { isolating } from "./isolating";

/** The translations of a namespace, in which names keep their own direction. All components use this. */
export const useTranslations = ((namespace?: never) => isolating(useCatalogue(namespace))) as typeof useCatalogue;
