import { route } from "@/lib/http/route";
import * as blocks from "@/lib/users/blocks";

export const GET = route({}, ({ viewer }) => blocks.list(viewer));
