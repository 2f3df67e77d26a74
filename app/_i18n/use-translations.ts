"use client";

import { useTranslations as useCatalogue } from "use-intl/react";
import { isolating } from "./isolating";

/** The texts of a namespace, in which names keep their own direction. Every component takes its texts from here. */
export const useTranslations = ((namespace?: never) => isolating(useCatalogue(namespace))) as typeof useCatalogue;
