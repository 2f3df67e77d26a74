import * as blocks from "@/lib/blocks";
import { route } from "@/lib/http/route";

export const GET = route({}, ({ viewer }) => blocks.list(viewer));
