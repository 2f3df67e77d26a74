import { route } from "@/lib/http/route";
import * as categories from "@/lib/servers/categories";

export const GET = route({ signedIn: false }, () => categories.all());
