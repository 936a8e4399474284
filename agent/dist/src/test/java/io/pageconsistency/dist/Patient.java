package io.pageconsistency.dist;

/** A program that works until its input ends. */
final class Patient {
    private Patient() {
    }

    public static void main(String[] arguments) throws Exception {
        System.out.println("at work");
        while (System.in.read() >= 0) {
            Thread.onSpinWait();
        }
        System.out.println("done");
        System.exit(Application.STATUS);
    }
}
