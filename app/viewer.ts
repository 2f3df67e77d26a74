import { headers } from "next/headers";
import { cache } from "react";
import { viewerOf } from "@/lib/auth/viewer";
import { shellHeader } from "@/lib/page-cache/shared-page";

/** Who asks for this page. Frame, title and page of one request share one reading; the next request reads again. */
export const getViewer = cache(async () => viewerOf(await headers()));

/** Whether this page is rendered for everybody, without anybody's data: that comes beside it (lib/page-cache/channel-shell.ts). */
export const isShell = async (): Promise<boolean> => (await headers()).has(shellHeader);
