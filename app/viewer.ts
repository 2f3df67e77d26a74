import { headers } from "next/headers";
import { cache } from "react";
import { viewerOf } from "@/lib/auth/viewer";
import { shellHeader } from "@/lib/page-cache/shared-page";

/** The viewer of this page. App shell, title and page of one request share one lookup. */
export const getViewer = cache(async () => viewerOf(await headers()));

/**
 * Whether this page is rendered for everybody, without personal data, which is added later
 * (lib/page-cache/page-shells.ts).
 */
export const isShell = async (): Promise<boolean> => (await headers()).has(shellHeader);
