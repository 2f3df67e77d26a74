import { route } from "@/lib/http/route";
import * as people from "@/lib/users/profiles";

export const GET = route({ query: people.PeopleSearch }, ({ viewer, query }) => people.find(viewer, query));
