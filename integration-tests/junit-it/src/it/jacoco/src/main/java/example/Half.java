package example;

/** Is covered. */
public class Half {
    public int of(int number) {
        return number / 2;
    }
}
