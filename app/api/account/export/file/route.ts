import * as exports from "@/lib/account-export/account-export";
import { route } from "@/lib/http/route";

export const GET = route({ limit: "downloads", load: exports.open }, ({ loaded }) => exports.content(loaded));
