import { route } from "@/lib/http/route";
import { issue } from "@/lib/registration/proof-of-work";

export const POST = route({ signedIn: false }, ({ address }) => issue(address));
