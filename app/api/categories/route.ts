import * as categories from "@/lib/categories";
import { route } from "@/lib/http/route";

export const GET = route({ signedIn: false }, () => categories.all());
