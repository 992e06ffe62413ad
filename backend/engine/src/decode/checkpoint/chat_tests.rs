//! Templates as models ship them, and what they must refuse.

use super::*;

const CHATML: &str = "{%- if tools %}\n    {{- '<|im_start|>system\\n' }}\n    {%- for tool in tools %}\n        \
    {{- \"\\n\" }}\n        {{- tool | tojson }}\n    {%- endfor %}\n    {{- '<|im_end|>\\n' }}\n{%- endif %}\n\
    {%- for message in messages %}\n    {%- if loop.index0 > 0 and message.role == messages[loop.index0 - 1].role %}\n        \
    {{- raise_exception('roles must alternate') }}\n    {%- endif %}\n    \
    {{- '<|im_start|>' + message.role + '\\n' + message['content'].strip() + '<|im_end|>' + '\\n' }}\n{%- endfor %}\n\
    {%- if add_generation_prompt %}\n    {{- '<|im_start|>assistant\\n' }}\n{%- endif %}\n";

fn template(source: &str) -> ChatTemplate {
    ChatTemplate::compile(source, BTreeMap::from([("bos_token".to_string(), Value::from("<s>"))])).unwrap()
}

#[test]
fn a_conversation_becomes_text() {
    let text = template(CHATML).render(r#"{"messages": [{"role": "user", "content": " hi "}]}"#).unwrap();
    assert_eq!(text, "<|im_start|>user\nhi<|im_end|>\n<|im_start|>assistant\n");
}

#[test]
fn tools_keep_their_order_and_pythons_spaces() {
    let text = template(CHATML)
        .render(
            r#"{"messages": [{"role": "user", "content": "x"}], "add_generation_prompt": false,
                "tools": [{"type": "function", "function": {"name": "f", "a": ["<é>", 1, 2.5, null, true]}}]}"#,
        )
        .unwrap();
    assert_eq!(
        text,
        "<|im_start|>system\n\n{\"type\": \"function\", \"function\": {\"name\": \"f\", \"a\": [\"<é>\", 1, 2.5, null, \
         true]}}<|im_end|>\n<|im_start|>user\nx<|im_end|>\n"
    );
}

#[test]
fn python_methods_namespaces_and_slices_work() {
    let source = "{{ bos_token }}{% set ns = namespace(last='') %}{% for m in messages[::-1] %}\
        {% generation %}{% set ns.last = m.content.split('|')[-1].upper() %}{% endgeneration %}{% break %}{% endfor %}\
        {{ ns.last }}{{ messages[0].get('name', '?') }}{{ {'a': 1} | tojson(indent=2) }}";
    let text = template(source).render(r#"{"messages": [{"content": "a|b"}, {"content": "c|d"}]}"#).unwrap();
    assert_eq!(text, "<s>D?{\n  \"a\": 1\n}");
}

#[test]
fn refusals_say_what_the_template_says() {
    let twice = r#"{"messages": [{"role": "user", "content": "x"}, {"role": "user", "content": "y"}]}"#;
    let said = |conversation: &str| template(CHATML).render(conversation).unwrap_err().to_string();
    assert_eq!(said(twice), "the chat template refuses the conversation: roles must alternate");
    assert_eq!(said(r#"{"messages": []}"#), "the conversation has no `messages`");
    assert!(said("[]").contains("is not a JSON object"), "{}", said("[]"));
    assert!(ChatTemplate::compile("{% if %}", BTreeMap::new()).is_err());
}
