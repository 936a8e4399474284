package io.pageconsistency.dist;

/** What the agent must not disturb. */
final class Application {
    static final int STATUS = 42;

    private Application() {
    }

    public static void main(String[] arguments) throws Exception {
        System.out.println("at work");
        // Without the agent's jar on its class path, an application sees the public types all the same.
        System.out.println("active: " + Class.forName("io.pageconsistency.PageConsistency").getMethod("isActive").invoke(null));
        System.out.println("swallowed: "
                + Class.forName("io.pageconsistency.PageConsistency").getMethod("swallowedErrors").invoke(null));
        System.exit(STATUS);
    }
}
