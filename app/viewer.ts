import { headers } from "next/headers";
import { cache } from "react";
import { viewerOf } from "@/lib/auth";

/** Who asks for this page. Frame, title and page of one request share one reading; the next request reads again. */
export const getViewer = cache(async () => viewerOf(await headers()));
