package io.pageconsistency.recipes;


import org.apache.tomcat.util.collections.SynchronizedStack;

/** Tomcat's stack, in which it keeps what it uses again: new ones are pushed without having been popped, and a full one refuses more. */
final class TomcatStack {
    private static final int KEPT = 16;

    private TomcatStack() {
    }

    public static void main(String[] arguments) throws Exception {
        SynchronizedStack<byte[]> stack = new SynchronizedStack<>(4, KEPT);
        Traffic.run(random -> {
            byte[] got = stack.pop();
            return got == null ? new byte[1 << 10] : got;
        }, stack::push);
        if (arguments[0].equals("misused")) {
            stack.clear();
            byte[] buffer = new byte[1 << 10];
            stack.push(buffer);
            stack.push(buffer);
        }
        Outcome.print();
    }

}
