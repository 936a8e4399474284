package io.pageconsistency.users;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Users of a pool, outside of the packages whose frames are removed from stacks. */
public final class Users {
    private Users() {
    }

    public static <T> T here(Supplier<T> action) {
        return action.get();
    }

    public static <T> T there(Supplier<T> action) {
        return action.get();
    }

    public static <T> List<T> thrice(Supplier<T> action) {
        List<T> results = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            results.add(action.get());
        }
        return results;
    }
}
