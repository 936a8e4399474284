package io.pageconsistency.jmc.programs;

/** A program without any pool. */
public final class Idle {
    private Idle() {
    }

    public static void main(String[] args) {
        System.out.println("OUTCOME idle=true");
    }
}
