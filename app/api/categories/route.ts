import * as categories from "@/lib/categories";
import { route } from "@/lib/http";

export const GET = route({ signedIn: false }, () => categories.all());
